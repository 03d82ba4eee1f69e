/**
 * Worker nodes as the server knows them: registration and incarnations, tokens, presence, draining
 * and removal. Public faces: {@link dev.sluice.worker.Workers}, the only writer of workers, and
 * {@link dev.sluice.worker.Presence}, which alone says whether a worker is alive. The routes that
 * nodes call live in {@code call}; which job a worker gets is decided in {@code schedule}.
 */
@NullMarked
package dev.sluice.worker;

import org.jspecify.annotations.NullMarked;
