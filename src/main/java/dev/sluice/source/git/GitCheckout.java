package dev.sluice.source.git;

import dev.sluice.files.DirectoryTree;
import dev.sluice.files.PrivateDirectory;
import dev.sluice.source.SourceException;
import dev.sluice.source.git.GitSettings.Revision;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.eclipse.jgit.api.FetchCommand;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.ResetCommand.ResetType;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.api.errors.JGitInternalException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.URIish;
import org.jspecify.annotations.Nullable;

/**
 * A local copy of one commit of a repository. The copy may be lost or damaged at any time: an
 * operation that fails on it is tried once more on a fresh copy. Git's objects lie beside the
 * files, not among them, where a link in the repository could expose them.
 */
final class GitCheckout {
  private static final System.Logger LOG = System.getLogger(GitCheckout.class.getName());
  private static final int TIMEOUT_SECONDS = 60;
  private static final String FETCHED = "refs/sluice/source";

  private final GitSettings settings;
  private final URIish server;
  private final Path cache;
  private final Path files;
  private final Path objects;

  /**
   * @param cache a directory that no other source uses
   */
  GitCheckout(GitSettings settings, Path cache) {
    this.settings = settings;
    this.cache = cache;
    files = cache.resolve("files");
    objects = cache.resolve("objects");
    try {
      server = new URIish(settings.url());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("the settings were checked", e);
    }
  }

  /** The directory with the files of the commit. */
  Path files() {
    return files;
  }

  /** The commit that the settings select now; asks the server unless they name the commit. */
  String wanted() throws SourceException {
    if (settings.revision() instanceof Revision.Commit commit) {
      return commit.id();
    }
    String name = settings.revision() instanceof Revision.Ref ref ? ref.name() : Constants.HEAD;
    Collection<Ref> refs;
    try {
      refs =
          Git.lsRemoteRepository()
              .setRemote(settings.url())
              .setCredentialsProvider(credentials())
              .setTimeout(TIMEOUT_SECONDS)
              .call();
    } catch (GitAPIException | JGitInternalException e) {
      throw unreachable(e);
    } catch (RuntimeException e) {
      // JGit treats a server without git's protocol as one of plain files, and fails on its answer.
      throw new SourceException(
          "malformed_answer", settings.url() + " does not speak git's smart protocol", e);
    }
    for (Ref ref : refs) {
      ObjectId id = ref.getPeeledObjectId() == null ? ref.getObjectId() : ref.getPeeledObjectId();
      if (ref.getName().equals(name) && id != null) {
        return id.name();
      }
    }
    throw new SourceException("no_such_revision", settings.url() + " has no " + name);
  }

  /**
   * Makes {@link #files} those of {@code commit}; files that are the same in both stay untouched.
   */
  void checkOut(String commit) throws SourceException {
    try {
      tryCheckOut(commit);
      return;
    } catch (GitAPIException | JGitInternalException | IOException e) {
      // The copy may be damaged, so the next try begins with a fresh one.
      LOG.log(System.Logger.Level.DEBUG, "replacing the copy of " + settings.url(), e);
    }
    try {
      discard(objects);
      discard(files);
      tryCheckOut(commit);
    } catch (GitAPIException | JGitInternalException e) {
      throw unreachable(e);
    } catch (IOException e) {
      throw new SourceException("cache_failed", "the local copy cannot be written", e);
    }
  }

  private void tryCheckOut(String commit) throws GitAPIException, IOException {
    PrivateDirectory.create(files);
    try (Git git = Git.init().setGitDir(objects.toFile()).setDirectory(files.toFile()).call()) {
      if (!git.getRepository().getObjectDatabase().has(ObjectId.fromString(commit))) {
        fetch(git, commit);
      }
      git.reset().setMode(ResetType.HARD).setRef(commit).call();
      git.clean().setCleanDirectories(true).setForce(true).setIgnore(false).call();
    }
  }

  private void fetch(Git git, String commit) throws GitAPIException {
    String what = settings.revision() instanceof Revision.Ref ref ? ref.name() : commit;
    if (settings.revision() == null) {
      what = Constants.HEAD;
    }
    if (settings.revision() instanceof Revision.Commit) {
      try {
        command(git, new RefSpec("+" + commit + ":" + FETCHED)).call();
        return;
      } catch (GitAPIException | JGitInternalException e) {
        // Some servers send only advertised commits; this one is then in the history of those.
        everything(git).call();
        return;
      }
    }
    command(git, new RefSpec("+" + what + ":" + FETCHED)).call();
  }

  private FetchCommand command(Git git, RefSpec spec) {
    FetchCommand fetch = everything(git).setRefSpecs(spec).setTagOpt(TagOpt.NO_TAGS);
    return settings.shallow() ? fetch.setDepth(1) : fetch;
  }

  private FetchCommand everything(Git git) {
    return git.fetch()
        .setRemote(settings.url())
        .setRefSpecs(
            List.of(
                new RefSpec("+refs/heads/*:refs/sluice/heads/*"),
                new RefSpec("+refs/tags/*:refs/sluice/tags/*")))
        .setCredentialsProvider(credentials())
        .setTimeout(TIMEOUT_SECONDS);
  }

  private @Nullable CredentialsProvider credentials() {
    return settings.access().at(server);
  }

  private SourceException unreachable(Exception e) {
    String message = String.valueOf(e.getMessage());
    boolean refused = message.contains("not authorized") || message.contains("uthentication");
    return new SourceException(
        refused ? "unauthorized" : "unreachable",
        settings.url() + (refused ? " denied access" : " cannot be read: " + message),
        e);
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
