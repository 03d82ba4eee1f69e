/**
 * The agent's calls to its server: one client, the session with its token, and the connection that
 * an idle agent holds. Nothing here runs a job.
 */
@NullMarked
package dev.sluice.agent.call;

import org.jspecify.annotations.NullMarked;
