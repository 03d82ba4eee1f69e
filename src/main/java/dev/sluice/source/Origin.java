package dev.sluice.source;

/**
 * What a kind of source has to bring; {@link TaskSource} adds turns, health and silence about
 * credentials.
 */
public interface Origin extends AutoCloseable {

  /** Where it is, for people; without credentials. */
  String location();

  /** As {@link TaskSource#discover()}; never called twice at once. */
  Discovery discover() throws SourceException, InterruptedException;

  /** As {@link TaskSource#watch}; called at most once. */
  void watch(Runnable changed);

  @Override
  void close();
}
