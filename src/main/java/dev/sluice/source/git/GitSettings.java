package dev.sluice.source.git;

import dev.sluice.source.SettingsReader;
import dev.sluice.source.SourceContext;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a git source.
 *
 * @param revision null for the repository's default branch
 * @param subdirectory that holds the tasks; empty for the whole repository
 * @param shallow whether to fetch one commit without its history
 * @param allowed where the revision may come from
 * @param pollInterval how often to ask the server for a new commit
 */
record GitSettings(
    GitUrl url,
    @Nullable Revision revision,
    Path subdirectory,
    boolean shallow,
    AllowedRefs allowed,
    Signatures signatures,
    FetchLimits limits,
    Duration pollInterval,
    GitAccess access) {
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,200}");

  static GitSettings read(SettingsReader settings, SourceContext context) {
    GitUrl url = GitUrl.read(settings);
    AllowedRefs allowed = AllowedRefs.read(settings);
    return new GitSettings(
        url,
        revision(settings, allowed),
        subdirectory(settings),
        settings.flag("shallow", true),
        allowed,
        Signatures.read(settings),
        FetchLimits.read(settings),
        settings.duration(
            "poll-interval", Duration.ofMinutes(1), Duration.ofSeconds(1), Duration.ofDays(1)),
        access(settings, url, context));
  }

  /** The credentials that the kind of URL takes; the settings of others are unknown. */
  private static GitAccess access(SettingsReader settings, GitUrl url, SourceContext context) {
    if (url.isSsh()) {
      return SshAccess.read(settings);
    }
    PasswordAccess password = PasswordAccess.read(settings);
    if (!url.isHttp() || !AppAccess.isConfigured(settings)) {
      return password;
    }
    if (!password.isAnonymous()) {
      settings.reject(
          "github-app-id", "conflict", "must be absent beside token, username and password");
    }
    return AppAccess.read(settings, context);
  }

  private static @Nullable Revision revision(SettingsReader settings, AllowedRefs allowed) {
    String branch = settings.text("branch");
    String tag = settings.text("tag");
    String commit = settings.text("commit");
    int given = (branch == null ? 0 : 1) + (tag == null ? 0 : 1) + (commit == null ? 0 : 1);
    if (given > 1) {
      settings.reject("branch", "conflict", "only one of branch, tag and commit may be given");
    }
    if (commit != null) {
      check(settings, "commit", commit, COMMIT, "must be 40 hexadecimal digits");
      return new Revision.Commit(commit);
    }
    if (branch != null) {
      check(settings, "branch", branch, NAME, "must be the name of a branch");
      return ref(settings, "branch", "refs/heads/" + branch, allowed);
    }
    if (tag != null) {
      check(settings, "tag", tag, NAME, "must be the name of a tag");
      return ref(settings, "tag", "refs/tags/" + tag, allowed);
    }
    return null;
  }

  private static Revision ref(
      SettingsReader settings, String field, String name, AllowedRefs allowed) {
    if (!allowed.allows(name)) {
      settings.reject(field, "ref_not_allowed", "must be one of allowed-refs, " + allowed.text());
    }
    return new Revision.Ref(name);
  }

  private static void check(
      SettingsReader settings, String field, String value, Pattern shape, String message) {
    if (!shape.matcher(value).matches()) {
      settings.reject(field, "invalid_revision", message);
    }
  }

  private static Path subdirectory(SettingsReader settings) {
    String text = settings.text("subdirectory");
    try {
      Path path = Path.of(text == null ? "" : text).normalize();
      if (!path.isAbsolute() && !path.startsWith("..") && !path.startsWith(".git")) {
        return path;
      }
    } catch (InvalidPathException e) {
      // Rejected below.
    }
    settings.reject("subdirectory", "invalid_path", "must be a path inside the repository");
    return Path.of("");
  }

  /** Selects a commit. */
  sealed interface Revision {
    /** The commit that a branch or tag points to now; by its full name. */
    record Ref(String name) implements Revision {}

    record Commit(String id) implements Revision {}
  }
}
