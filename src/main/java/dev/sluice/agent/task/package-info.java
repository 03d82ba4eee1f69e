/** Runs versioned tasks: fetches bundles by digest, caches them, and hands them to a task host. */
@NullMarked
package dev.sluice.agent.task;

import org.jspecify.annotations.NullMarked;
