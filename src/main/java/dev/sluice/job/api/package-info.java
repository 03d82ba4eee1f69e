/** The HTTP resource for jobs: lists, reading one job, cancel and retry. */
@NullMarked
package dev.sluice.job.api;

import org.jspecify.annotations.NullMarked;
