package dev.sluice.agent.call;

import dev.sluice.wire.Assignment;

/** An assignment and the registration under which it was handed out. */
public record Held(Assignment assignment, Session session) {}
