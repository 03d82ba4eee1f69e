/**
 * Jobs of the older executor: clients create, list and cancel them, and its agents fetch them, send
 * what they print and report how they end. They are jobs of the operation {@code exec} like any
 * other, so agents of both kinds run what clients of both kinds submit.
 */
@NullMarked
package dev.sluice.legacy.executor.job;

import org.jspecify.annotations.NullMarked;
