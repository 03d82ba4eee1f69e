/**
 * The expectations of a task's tests: reads them from a test's file and compares them with how a
 * run ended. This package knows neither files nor task hosts.
 */
@NullMarked
package dev.sluice.bundle.expect;

import org.jspecify.annotations.NullMarked;
