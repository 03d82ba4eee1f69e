/**
 * Task sources in git repositories. The public face is {@link dev.sluice.source.git.GitSource};
 * JGit is used here only.
 */
@NullMarked
package dev.sluice.source.git;

import org.jspecify.annotations.NullMarked;
