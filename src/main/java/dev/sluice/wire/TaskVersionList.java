package dev.sluice.wire;

import java.util.List;

/** A task's versions, the newest first. */
public record TaskVersionList(String name, List<TaskVersionView> versions) {}
