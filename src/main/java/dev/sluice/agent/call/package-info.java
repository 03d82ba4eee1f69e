/**
 * The agent's calls to its server. {@link dev.sluice.agent.call.ServerClient} is the face: one
 * method per route, each returning a {@link dev.sluice.agent.call.Call}. The threads that calls run
 * on live here too. Nothing here knows what an attempt does.
 */
@NullMarked
package dev.sluice.agent.call;

import org.jspecify.annotations.NullMarked;
