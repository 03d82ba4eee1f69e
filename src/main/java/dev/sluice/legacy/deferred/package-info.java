/**
 * The calls that clients of the deferred-execution registry make beside submitting a job and
 * reading its stream in the raw form: cancel by DELETE, health, information, devices, and the
 * heartbeats of the fleet. Their hives are Sluice's workers. Nothing else depends on this package
 * (decision 0028).
 */
@NullMarked
package dev.sluice.legacy.deferred;

import org.jspecify.annotations.NullMarked;
