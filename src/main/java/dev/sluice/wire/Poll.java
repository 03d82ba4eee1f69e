package dev.sluice.wire;

import java.util.List;

/**
 * A worker asks for work.
 *
 * @param running everything it holds; an assignment handed out before that is missing here was lost
 *     on the way and is handed out again
 */
public record Poll(List<RunningAttempt> running) {}
