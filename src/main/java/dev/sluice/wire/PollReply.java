package dev.sluice.wire;

import java.util.List;

/** The answer to a poll, given as soon as there is something to say, else when its wait is over. */
public record PollReply(List<Assignment> assignments, List<AttemptRef> cancel, boolean drain) {}
