export * from './model';
export {
  addIncidentEvent,
  changeIncident,
  findIncident,
  insertIncident,
  listIncidents,
  lockOpenIncident,
} from './repository';
export type { IncidentEventRow, IncidentRow } from './repository';
export { incidentStep } from './transitions';
export type { IncidentStep, JudgedRun, OpenIncident } from './transitions';
