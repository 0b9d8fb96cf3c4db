package io.parley.prove.fault;

/// What happens to a write on its way to MongoDB.
public enum WriteFault {
  /// It is done, and its answer comes late.
  HOLD,
  /// It is done, and the connection breaks instead of the answer.
  LOSE_REPLY,
  /// It is done, and nothing more ever comes on that connection.
  SILENCE,
  /// It is not done, and the connection breaks.
  LOSE_REQUEST,
  /// It is not done, and the answer says "not primary" (10107).
  NOT_PRIMARY,
  /// It is done, and the answer says that the server shuts down (91).
  SHUTTING_DOWN,
  /// It is done, and the answer says that the primary stepped down before a majority had it (189).
  STEPPED_DOWN
}
