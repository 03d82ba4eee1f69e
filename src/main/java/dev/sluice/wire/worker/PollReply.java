package dev.sluice.wire.worker;

import dev.sluice.wire.AttemptRef;
import java.util.List;

/** The answer to a poll, sent as soon as it is not empty, at the latest when the wait ends. */
public record PollReply(List<Assignment> assignments, List<AttemptRef> cancel, boolean drain) {}
