package dev.sluice.seeded.util;

/** Has a forbidden name, in a forbidden package. */
public final class JobManager {}
