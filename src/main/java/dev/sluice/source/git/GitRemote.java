package dev.sluice.source.git;

import dev.sluice.source.SourceException;
import dev.sluice.source.git.GitSettings.Revision;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.eclipse.jgit.api.FetchCommand;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.LsRemoteCommand;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.api.errors.JGitInternalException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TagOpt;

/** The repository on its server: which commit is wanted, and how to fetch it. */
final class GitRemote {
  /** The ref that holds what was fetched: a commit, or a tag. */
  static final String FETCHED = "refs/sluice/source";

  private static final String FETCHED_REFS = "refs/sluice/refs/";
  private static final int SILENCE_SECONDS = 60;

  private final GitSettings settings;

  GitRemote(GitSettings settings) {
    this.settings = settings;
  }

  /** The commit that the settings select now; asks the server unless they name the commit. */
  String wanted() throws SourceException, InterruptedException {
    if (settings.revision() instanceof Revision.Commit commit) {
      return commit.id();
    }
    String name = settings.revision() instanceof Revision.Ref ref ? ref.name() : Constants.HEAD;
    for (Ref ref : refs()) {
      ObjectId id = ref.getPeeledObjectId() == null ? ref.getObjectId() : ref.getPeeledObjectId();
      if (ref.getName().equals(name) && id != null) {
        checkAllowed(ref);
        return id.name();
      }
    }
    throw new SourceException("no_such_revision", settings.url().text() + " has no " + name);
  }

  private Collection<Ref> refs() throws SourceException, InterruptedException {
    LsRemoteCommand ask =
        Git.lsRemoteRepository().setRemote(settings.url().text()).setTimeout(SILENCE_SECONDS);
    settings.access().prepare(ask, settings.url().server());
    try {
      return ask.call();
    } catch (GitAPIException | JGitInternalException e) {
      throw unreachable(e);
    } catch (RuntimeException e) {
      // JGit treats a server without git's protocol as one of plain files, and fails on its answer.
      throw new SourceException(
          "malformed_answer", settings.url().text() + " does not speak git's smart protocol", e);
    }
  }

  /** HEAD counts as the branch that it points to. */
  private void checkAllowed(Ref ref) throws SourceException {
    String name = ref.isSymbolic() ? ref.getTarget().getName() : ref.getName();
    if (!settings.allowed().allows(name)) {
      throw notAllowed(name + " is not");
    }
  }

  private SourceException notAllowed(String what) {
    return new SourceException(
        "ref_not_allowed", what + " one of the allowed-refs, " + settings.allowed().text());
  }

  /** Fetches {@code commit} into {@link #FETCHED}, or at least into the objects. */
  void fetch(Git git, String commit)
      throws GitAPIException, IOException, SourceException, InterruptedException {
    if (!(settings.revision() instanceof Revision.Commit)) {
      String what = settings.revision() instanceof Revision.Ref ref ? ref.name() : Constants.HEAD;
      only(git, what).call();
      return;
    }
    if (!needsHistory()) {
      try {
        only(git, commit).call();
        return;
      } catch (GitAPIException | JGitInternalException e) {
        // Some servers send only advertised commits; this one is then in the history of those.
      }
    }
    everything(git).call();
  }

  /** Whether to fetch although the commit is there: its history or its tag may not be. */
  boolean mustFetch() {
    boolean named = settings.revision() instanceof Revision.Commit;
    return needsHistory() || (settings.signatures().required() && !named);
  }

  /** Whether a commit is named, and must be in the history of an allowed ref. */
  boolean needsHistory() {
    return settings.revision() instanceof Revision.Commit && !settings.allowed().all();
  }

  /** Checks that a commit which the settings name is in the history of an allowed ref. */
  void checkHistory(Repository repository, String commit) throws IOException, SourceException {
    if (!needsHistory()) {
      return;
    }
    try (RevWalk walk = new RevWalk(repository)) {
      RevCommit wanted = walk.parseCommit(ObjectId.fromString(commit));
      for (Ref ref : repository.getRefDatabase().getRefsByPrefix(FETCHED_REFS)) {
        String name = "refs/" + ref.getName().substring(FETCHED_REFS.length());
        if (settings.allowed().allows(name)
            && walk.parseAny(ref.getObjectId()).getType() != Constants.OBJ_BLOB
            && walk.isMergedInto(wanted, walk.parseCommit(ref.getObjectId()))) {
          return;
        }
      }
    }
    throw notAllowed(commit + " is not in the history of");
  }

  private FetchCommand only(Git git, String what) throws SourceException, InterruptedException {
    FetchCommand fetch =
        command(git).setRefSpecs(new RefSpec("+" + what + ":" + FETCHED)).setTagOpt(TagOpt.NO_TAGS);
    return settings.shallow() ? fetch.setDepth(1) : fetch;
  }

  private FetchCommand everything(Git git) throws SourceException, InterruptedException {
    return command(git)
        .setRefSpecs(
            List.of(
                new RefSpec("+refs/heads/*:" + FETCHED_REFS + "heads/*"),
                new RefSpec("+refs/tags/*:" + FETCHED_REFS + "tags/*")));
  }

  private FetchCommand command(Git git) throws SourceException, InterruptedException {
    FetchCommand fetch = git.fetch().setRemote(settings.url().text()).setTimeout(SILENCE_SECONDS);
    settings.access().prepare(fetch, settings.url().server());
    return fetch;
  }

  SourceException unreachable(Exception e) {
    SourceException failure = RemoteFailure.of(settings.url().text(), e);
    if (failure.code().equals(RemoteFailure.UNAUTHORIZED)) {
      settings.access().refused();
    }
    return failure;
  }
}
