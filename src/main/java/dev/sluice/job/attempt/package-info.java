/**
 * One execution of a job: the lease under which a worker holds it, what is stored of it, and how
 * and why it ends. {@link dev.sluice.job.Jobs} writes all of it.
 */
@NullMarked
package dev.sluice.job.attempt;

import org.jspecify.annotations.NullMarked;
