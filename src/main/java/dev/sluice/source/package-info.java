/**
 * Where tasks come from: directories, HTTP registries, git repositories. A source says what it
 * holds now, cheaply when nothing changed, and tells when it may have changed; what becomes of that
 * is for others to say. A kind of source is one class behind {@link dev.sluice.source.SourceKind}.
 */
@NullMarked
package dev.sluice.source;

import org.jspecify.annotations.NullMarked;
