/**
 * Where tasks come from: {@link dev.sluice.source.TaskSource} and what a source shows. Each type of
 * source has a package of its own ({@code files}, {@code http}, {@code git}), whose public face is
 * its {@code …Source} class; how a task is read is in {@code bundle}. Nothing here knows the
 * registry, what it stores, or when it syncs.
 */
@NullMarked
package dev.sluice.source;

import org.jspecify.annotations.NullMarked;
