package dev.sluice.legacy.executor.file;

import dev.sluice.file.FileName;
import dev.sluice.file.FileStore;
import dev.sluice.file.NewFile;
import dev.sluice.file.StoredFile;
import dev.sluice.http.ProblemException;
import dev.sluice.legacy.executor.ApiBody;
import dev.sluice.wire.CollectedFiles;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.inject.Singleton;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The files of jobs, by the addresses under which the older executor has them. */
@Singleton
public final class OlderFiles {
  private static final String DOWNLOAD = "/api/files/download/";

  private static final Pattern ADDRESS =
      Pattern.compile("(https?://[^/]+)?" + DOWNLOAD + "([^/?#]+)");

  private final FileStore files;

  OlderFiles(FileStore files) {
    this.files = files;
  }

  /** Fails with 404 if there is no such file. */
  Uni<StoredFile> get(String id) {
    return files
        .find(id)
        .onItem()
        .ifNull()
        .failWith(() -> ProblemException.of(404, "file_not_found", "File not found"));
  }

  /** A null item if there is no such file. */
  public Uni<@Nullable StoredFile> find(@Nullable String id) {
    return id == null ? Uni.createFrom().nullItem() : files.find(id);
  }

  /**
   * The id of the file that an address names; a null item for the file of jobs that have none, and
   * for an address of another server.
   *
   * @return fails with 400 if the address is one of this server and there is no such file
   */
  public Uni<@Nullable String> idAt(String fileUrl) {
    Matcher address = ADDRESS.matcher(fileUrl);
    if (!address.matches() || address.group(2).equals(Placeholder.ID)) {
      return Uni.createFrom().nullItem();
    }
    String id = address.group(2);
    boolean mayBeElsewhere = address.group(1) != null;
    return files
        .exists(id)
        .map(
            exists -> {
              if (!exists && !mayBeElsewhere) {
                throw ApiBody.refused("fileUrl names no file of this server: " + id);
              }
              return exists ? id : null;
            });
  }

  /** The path from which an agent, which takes ZIPs only, downloads a file. */
  public Uni<String> zipPath(String id) {
    return files.find(id).chain(file -> file == null ? path(id) : zipPath(file));
  }

  private Uni<String> zipPath(StoredFile file) {
    if (!ZipOfOne.mayBeZip(file)) {
      return path(file.id() + "/zip");
    }
    Buffer start = Buffer.buffer();
    return files
        .read(file, 0, Math.min(file.size(), ZipBytes.MAGIC) - 1)
        .invoke(start::appendBuffer)
        .onItem()
        .ignoreAsUni()
        .chain(() -> path(ZipBytes.isZip(start.getBytes()) ? file.id() : file.id() + "/zip"));
  }

  private static Uni<String> path(String end) {
    return Uni.createFrom().item(DOWNLOAD + end);
  }

  /** The path from which clients download a file. */
  public static String pathOf(String id) {
    return DOWNLOAD + id;
  }

  /**
   * Stores the ZIP with which a job ends. A ZIP that cannot be stored does not fail its job, whose
   * result says why it has no file.
   *
   * @param name as the agent calls it
   */
  public Uni<CollectedFiles> keep(String jobId, byte[] zip, @Nullable String name) {
    String filename = FileName.of(name == null ? "result.zip" : name).orElse("result.zip");
    NewFile file = new NewFile(filename, "application/zip", jobId);
    return files
        .store(file, Multi.createFrom().item(Buffer.buffer(zip)))
        .map(stored -> collected(stored, zip))
        .onFailure(ProblemException.class)
        .recoverWithItem(failure -> CollectedFiles.none(String.valueOf(failure.getMessage())));
  }

  private static CollectedFiles collected(StoredFile stored, byte[] zip) {
    boolean isZip = ZipBytes.isZip(zip);
    return new CollectedFiles(
        stored.id(),
        ZipBytes.files(zip),
        stored.size(),
        isZip ? null : "what the agent sent as resultZipBase64 is no ZIP");
  }

  /** Removes a file that no job has. */
  public Uni<Boolean> drop(String id) {
    return files.delete(id);
  }
}
