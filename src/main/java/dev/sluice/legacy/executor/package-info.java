/**
 * The {@code /api/*} routes of the older executor, for its agents and dashboards, which cannot be
 * changed: what its routes have in common. The routes themselves are in the rooms, one for each
 * subject; each is an {@link dev.sluice.legacy.executor.ApiSubject}. Nothing else depends on this
 * package (decision 0050).
 */
@NullMarked
package dev.sluice.legacy.executor;

import org.jspecify.annotations.NullMarked;
