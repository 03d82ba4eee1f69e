package dev.sluice.upkeep;

/** Receives all entries of a store, map by map, in the order of the keys. */
interface ImageSink {
  /** The entries that follow belong to the map {@code name}. */
  void table(String name);

  void entry(Object key, Object value);
}
