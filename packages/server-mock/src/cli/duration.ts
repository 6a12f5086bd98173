export { formatDuration, parseDuration } from '../time/duration.ts';
