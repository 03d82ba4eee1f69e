/**
 * One attempt on the agent, from its assignment to its reported result, and the directory it runs
 * in.
 */
@NullMarked
package dev.sluice.agent.run;

import org.jspecify.annotations.NullMarked;
