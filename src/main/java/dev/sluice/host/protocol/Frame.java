package dev.sluice.host.protocol;

/** One message between a task host and its owner. */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
public record Frame(FrameKind kind, byte[] body) {}
