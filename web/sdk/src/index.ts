export { Chat } from './chat/chat.js';
export { Identity } from './identity/identity.js';
export type {
  IdentityState,
  LinkedIdentity,
  Login,
  LoginProvider,
  SignUp,
  TokenMode,
  TokenSource,
} from './identity/identity.js';
export { statusOf } from './marks/member-marks.js';
export type { OthersMarks } from './marks/member-marks.js';
export { noStorage, webStorage } from './outbox/outbox-storage.js';
export type { OutboxEntry, OutboxStorage } from './outbox/outbox-storage.js';
export { byteLength } from './outbox/outbox.js';
export { Parley } from './parley.js';
export type { ParleyOptions } from './parley.js';
export type { NewConversation } from './rest/conversations-api.js';
export type { ConnectionState } from './socket/connection.js';
export type { SocketFactory, SocketLike } from './socket/socket.js';
export { Store } from './store/store.js';
export type { Readable } from './store/store.js';
export type { Timeline } from './timeline/timelines.js';
export type { KnownUser } from './users/directory.js';
export type * from './wire/model.js';
export type { MessageContent } from './wire/frames.js';
export { ProblemError, UnreachableError, isProblem } from './wire/problem.js';
export type { FieldProblem, Problem, ProblemName } from './wire/problem.js';
