package dev.sluice.source.git;

import dev.sluice.files.DirectoryTree;
import dev.sluice.files.PrivateDirectory;
import dev.sluice.source.SourceException;
import dev.sluice.time.Timers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.ResetCommand.ResetType;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.api.errors.JGitInternalException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * A local copy of one commit of a repository. The copy may be lost or damaged at any time: an
 * operation that fails on it is tried once more on a fresh copy. Git's objects lie beside the
 * files, not among them, where a link in the repository could expose them.
 */
final class GitCheckout {
  private static final System.Logger LOG = System.getLogger(GitCheckout.class.getName());

  private final GitSettings settings;
  private final GitRemote remote;
  private final Timers timers;
  private final Path cache;
  private final Path files;
  private final Path objects;

  /**
   * @param cache a directory that no other source uses
   */
  GitCheckout(GitSettings settings, GitRemote remote, Timers timers, Path cache) {
    this.settings = settings;
    this.remote = remote;
    this.timers = timers;
    this.cache = cache;
    files = cache.resolve("files");
    objects = cache.resolve("objects");
  }

  /** The directory with the files of the commit. */
  Path files() {
    return files;
  }

  /**
   * Makes {@link #files} those of {@code commit}; files that are the same in both stay untouched.
   */
  void checkOut(String commit) throws SourceException, InterruptedException {
    try {
      tryCheckOut(commit);
      return;
    } catch (GitAPIException | JGitInternalException | IOException e) {
      // The copy may be damaged, so the next try begins with a fresh one.
      LOG.log(System.Logger.Level.DEBUG, "replacing the copy of " + settings.url().text(), e);
    }
    try {
      discard(objects);
      discard(files);
      tryCheckOut(commit);
    } catch (GitAPIException | JGitInternalException e) {
      throw remote.unreachable(e);
    } catch (IOException e) {
      throw new SourceException("cache_failed", "the local copy cannot be written", e);
    }
  }

  private void tryCheckOut(String commit)
      throws GitAPIException, IOException, SourceException, InterruptedException {
    PrivateDirectory.create(files);
    Git.init().setGitDir(objects.toFile()).setDirectory(files.toFile()).call().close();
    try (BoundedRepository copy =
            new BoundedRepository(
                objects, files, settings.limits(), settings.url().text(), timers);
        Git git = new Git(copy)) {
      fetch(git, copy, commit);
      remote.checkHistory(copy, commit);
      settings.signatures().check(copy, commit);
      checkSize(copy, commit);
      git.reset().setMode(ResetType.HARD).setRef(commit).call();
      git.clean().setCleanDirectories(true).setForce(true).setIgnore(false).call();
    }
  }

  private void fetch(Git git, BoundedRepository copy, String commit)
      throws GitAPIException, IOException, SourceException, InterruptedException {
    ObjectId id = ObjectId.fromString(commit);
    if (copy.getObjectDatabase().has(id) && !remote.mustFetch()) {
      return;
    }
    try {
      remote.fetch(git, commit);
    } catch (GitAPIException | JGitInternalException | IOException e) {
      SourceException limit = copy.exceeded(e);
      if (limit != null) {
        throw limit;
      }
      throw e;
    }
    if (!copy.getObjectDatabase().has(id)) {
      throw new SourceException("no_such_revision", settings.url().text() + " has no " + commit);
    }
  }

  /** A pack of a few bytes can inflate to many. */
  private void checkSize(Repository copy, String commit) throws IOException, SourceException {
    long size = 0;
    try (RevWalk commits = new RevWalk(copy);
        TreeWalk tree = new TreeWalk(commits.getObjectReader())) {
      tree.addTree(commits.parseCommit(ObjectId.fromString(commit)).getTree());
      tree.setRecursive(true);
      while (tree.next()) {
        if (tree.getFileMode(0) != FileMode.GITLINK) {
          size += tree.getObjectReader().getObjectSize(tree.getObjectId(0), Constants.OBJ_BLOB);
        }
        if (size > settings.limits().maxBytes()) {
          throw settings.limits().tooLarge("the files of " + commit + " have");
        }
      }
    }
  }

  /**
   * Moves the directory aside before deleting it: JGit measures file systems in the background with
   * files that it writes beside its own, and may write one during the deletion.
   */
  private void discard(Path directory) throws IOException {
    if (Files.exists(directory)) {
      Path aside = Files.createTempDirectory(cache, "discarded-");
      Files.move(directory, aside.resolve("copy"));
      delete(aside);
    }
  }

  private static void delete(Path directory) {
    try {
      DirectoryTree.delete(directory);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "cannot delete all of " + directory + ": " + e);
    }
  }
}
