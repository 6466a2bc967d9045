export { announceRun, type Announcing, type EntryProfile } from './announce';
export {
  endpointsOfRuns,
  passedRunsBefore,
  type PinnedBaseline,
  pinBaseline,
  pinnedBaselineOf,
  unpinBaseline,
} from './baselines';
export { partsByInstance } from './by-instance';
export { completeRun } from './complete';
export {
  changeDeploymentEvent,
  claimDeploymentEvent,
  deploymentEventOfRun,
  type DeploymentEventRow,
  dropWaiting,
  insertDeploymentEvent,
  lastDeploymentsOf,
  lockDeploymentEvent,
  lockDeployments,
  type NewDeploymentEvent,
  newestDeployment,
  openSuperseded,
  runOnTarget,
  waitingAnew,
  withdrawQueued,
} from './deployment-events';
export { watchDeadlines } from './deadline-watch';
export { RunConflictError, RunNotAnnouncedError, RunNotDiagnosedError, SummaryNotReadableError } from './errors';
export { type Feedback, feedbackOf, giveFeedback, runsWithFeedback } from './feedback';
export { generatorOf, warmUpOf } from './generator';
export { type LastVerdict, lastVerdictsOf } from './last-verdicts';
export { lostSamplesOf } from './lost-samples';
export {
  claimStart,
  closeOrphaned,
  type LeftBehind,
  ownerLimitSeconds,
  queuedRunsOf,
  requestStop,
  signOff,
  signOn,
  stopsRequestedOf,
  takeOver,
  takeOverAll,
} from './ownership';
export {
  changeRun,
  claimRunToDiagnose,
  claimRunToJudge,
  claimRunToReadStore,
  closeOverdueRuns,
  countingRunsOf,
  detailsOf,
  earlierCountingRuns,
  findRun,
  findRuns,
  handBackDiagnosing,
  handBackJudging,
  handBackStoreRead,
  isAnyRunDue,
  isDiagnosedBy,
  insertRun,
  isNewestRun,
  listRuns,
  lockRun,
  nothingToDiagnose,
  otherRunOnTarget,
  partsOf,
  type RunCursor,
  runsWithLateDiagnosis,
  saveDetails,
  secondsFromNow,
} from './repository';
export type { PartRow, RunRow } from './rows';
export { samplesOf } from './samples';
export { type Freshness, readFreshness } from './freshness';
export {
  lastTicksOf,
  lockSchedule,
  recordTick,
  scheduleHash,
  schedulesOf,
  seeSchedules,
  type TickRow,
  unfinishedRunsOf,
} from './schedules';
export { runOfGate } from './gate';
export { queuedRun, renewQueuedRun, runIdOfTick, type Starting, startRun } from './start';
export { runs } from './tables';
export { countRunsToJudge, lastRuns, verdictTotals } from './totals';
