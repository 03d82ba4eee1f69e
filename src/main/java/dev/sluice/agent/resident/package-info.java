/**
 * Resident processes: those that an agent keeps running for {@code process_spawn} jobs, each with a
 * port, a health check and a state that heartbeats report. How a command is started, read and
 * killed is the business of {@code process}.
 */
@NullMarked
package dev.sluice.agent.resident;

import org.jspecify.annotations.NullMarked;
