package dev.sluice.agent;

import dev.sluice.wire.Assignment;

/** An assignment and the registration under which it was handed out. */
record Held(Assignment assignment, Session session) {}
