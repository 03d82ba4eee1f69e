package dev.sluice.seeded.bare;

/** Its package has no {@code package-info}. */
public final class InAPackageWithoutInfo {}
