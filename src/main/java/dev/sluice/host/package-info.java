/**
 * Task hosts as their owner sees them: a small warm pool of child JVMs that run the scripts of
 * tasks, one at a time. {@link TaskHosts} runs and checks scripts, {@link TaskTester} runs the
 * tests of a task. The values that cross the pipes are in {@code host.protocol}; the code inside a
 * host is {@code dev.sluice.script}, which this JVM never loads.
 */
@NullMarked
package dev.sluice.host;

import org.jspecify.annotations.NullMarked;
