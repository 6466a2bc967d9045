export { carriersOf, isStoppedByPerson } from './carriers';
export {
  findIncident,
  type IncidentRow,
  insertIncident,
  listIncidents,
  lockOpenIncident,
  moveIncident,
} from './repository';
export { incidents } from './tables';
export { incidentStep } from './transitions';
