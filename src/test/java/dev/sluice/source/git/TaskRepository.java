package dev.sluice.source.git;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.bundle.form.TaskFolder;
import dev.sluice.source.InvalidSettingsException;
import dev.sluice.source.PassingTime;
import dev.sluice.source.SourceException;
import dev.sluice.source.Sources;
import dev.sluice.source.TaskSource;
import dev.sluice.time.Timers;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.api.CommitCommand;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;

/** A git repository with tasks, and the sources that read it into one cache. */
final class TaskRepository implements AutoCloseable {
  static final String AUTHOR = "author@example.invalid";

  final PassingTime time = new PassingTime();

  /** Where the repository and the cache are; a test keeps its other files here. */
  final Path directory;

  final Path work;
  final Git git;

  TaskRepository(Path directory) throws Exception {
    this.directory = directory;
    work = directory.resolve("work");
    git = Git.init().setDirectory(work.toFile()).setInitialBranch("main").call();
  }

  Repository repository() {
    return git.getRepository();
  }

  /** Writes or replaces the task {@code a} in the folder {@code a}. */
  TaskFolder a(String version) {
    return TaskFolder.named(work.resolve("a"), "a", version);
  }

  /** Commits all files, unsigned. */
  RevCommit commit() throws Exception {
    return commitCommand().setSign(false).call();
  }

  /** Stages all files for a commit that the caller completes. */
  CommitCommand commitCommand() throws Exception {
    git.add().addFilepattern(".").call();
    PersonIdent author =
        new PersonIdent("author", AUTHOR, Instant.parse("2026-02-03T04:05:06Z"), ZoneOffset.UTC);
    return git.commit().setMessage("tasks").setAuthor(author).setCommitter(author);
  }

  /** A source of this repository, by path, with more settings as pairs of name and value. */
  TaskSource source(String... settings) {
    return sourceAt(work.toString(), settings);
  }

  TaskSource sourceAt(String url, String... settings) {
    return open(Sources.settings(url, settings));
  }

  TaskSource open(Map<String, String> settings) {
    return open(time, settings);
  }

  TaskSource open(Timers timers, Map<String, String> settings) {
    return Sources.open("git", settings, Sources.context(time, timers, directory.resolve("cache")));
  }

  /** For example {@code url required}, for each error of the settings. */
  List<String> errors(Map<String, String> settings) {
    return catchThrowableOfType(InvalidSettingsException.class, () -> open(settings))
        .errors()
        .stream()
        .map(error -> error.field() + " " + error.code())
        .toList();
  }

  static SourceException failure(TaskSource source) {
    return catchThrowableOfType(SourceException.class, source::discover);
  }

  /** The objects of the source's copy. */
  Path objects() {
    return directory.resolve("cache/test/objects");
  }

  /** The files that the source has checked out. */
  Path files() {
    return directory.resolve("cache/test/files");
  }

  @Override
  public void close() {
    git.close();
  }
}
