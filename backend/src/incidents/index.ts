export { acknowledgeIncident } from './acknowledge';
export { carriersOf, isStoppedByPerson } from './carriers';
export { IncidentEndedError } from './errors';
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
