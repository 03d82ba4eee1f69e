/**
 * Task hosts as their owner sees them: JVMs beside ours, a small warm pool of them, that run the
 * scripts of tasks one at a time. What crosses the pipes between the two sides is defined here;
 * what happens on the other side lives in {@code dev.sluice.script}, which is never loaded in this
 * JVM.
 */
@NullMarked
package dev.sluice.host;

import org.jspecify.annotations.NullMarked;
