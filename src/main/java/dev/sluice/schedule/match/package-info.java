/**
 * Which queued job goes to which worker: the backlog, what fits, the load score, and the assigner.
 */
@NullMarked
package dev.sluice.schedule.match;

import org.jspecify.annotations.NullMarked;
