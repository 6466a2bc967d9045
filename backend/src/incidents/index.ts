
export { addIncidentEvent, changeIncident, findIncident, insertIncident, lockOpenIncident } from './repository';
export type { IncidentRow } from './repository';

export { carriersOf, isStoppedByPerson } from './carriers';
export { incidentStep } from './transitions';
