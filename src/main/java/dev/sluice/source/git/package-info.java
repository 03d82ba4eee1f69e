/** Task sources in git repositories. */
@NullMarked
package dev.sluice.source.git;

import org.jspecify.annotations.NullMarked;
