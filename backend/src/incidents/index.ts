export { carriersOf, isStoppedByPerson } from './carriers';
export {
  addIncidentEvent,
  changeIncident,
  findIncident,
  type IncidentRow,
  insertIncident,
  listIncidents,
  lockOpenIncident,
} from './repository';
export { incidents } from './tables';
export { incidentStep } from './transitions';
