export { acknowledgeIncident } from './acknowledge';
export { closeIncident } from './close';
export { carriersOf, isStoppedByPerson } from './carriers';
export { IncidentEndedError, IncidentUndecidedError, RedeployRefusedError } from './errors';
export { rejectRedeploy } from './reject-redeploy';
export {
  findIncident,
  type IncidentRow,
  incidentWithTimeline,
  type IncidentWithTimeline,
  insertIncident,
  listIncidents,
  lockOpenIncident,
  moveIncident,
} from './repository';
export { incidents } from './tables';
export { incidentStep, type IncidentStep } from './transitions';
