/**
 * Brings the stored task versions in line with the configured sources: the comparison ({@code
 * SyncPlan}, a pure function), the writes, and the report with its events. The public faces are
 * {@link dev.sluice.task.sync.RegistrySync} for a sync on demand and {@link
 * dev.sluice.task.sync.TaskRegistry}, which drives the rest. Sources are opened and read in {@code
 * task.sources}; HTTP is in {@code task.api}.
 *
 * <p>Several servers may share one database. Each syncs when it starts and on demand, the one that
 * leads also periodically and when a source reports a change. All writes are conditional, so the
 * server that is first wins, and the others find the version changed and leave it alone. A server
 * learns of the writes of the others from the event log: {@code TaskRegistry.catchUp} reads the
 * events that others appended, when they signal them and now and then, and reloads the versions
 * that they name into the catalog.
 */
@NullMarked
package dev.sluice.task.sync;

import org.jspecify.annotations.NullMarked;
