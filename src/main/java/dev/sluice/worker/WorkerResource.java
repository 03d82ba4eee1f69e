package dev.sluice.worker;

import dev.sluice.http.Durations;
import dev.sluice.http.JsonBody;
import dev.sluice.http.Numbers;
import dev.sluice.http.ProblemException;
import dev.sluice.wire.Heartbeat;
import dev.sluice.wire.HeartbeatReply;
import dev.sluice.wire.Page;
import dev.sluice.wire.Poll;
import dev.sluice.wire.PollReply;
import dev.sluice.wire.RunningAttempt;
import dev.sluice.wire.WorkerRegistered;
import dev.sluice.wire.WorkerRegistration;
import dev.sluice.wire.WorkerView;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Workers over HTTP: what the nodes themselves call, and what people do with them. */
@Path("/v1/workers")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
public final class WorkerResource {
  private final Fleet fleet;
  private final Roster roster;
  private final Heartbeats heartbeats;
  private final Polls polls;
  private final WorkerConfig config;

  WorkerResource(
      Fleet fleet, Roster roster, Heartbeats heartbeats, Polls polls, WorkerConfig config) {
    this.fleet = fleet;
    this.roster = roster;
    this.heartbeats = heartbeats;
    this.polls = polls;
    this.config = config;
  }

  @POST
  @ResponseStatus(201)
  public Uni<WorkerRegistered> register(byte @Nullable [] body) {
    WorkerRegistration registration = Registrations.read(JsonBody.object(body));
    return fleet.register(registration);
  }

  @POST
  @Path("/{id}/heartbeat")
  public Uni<HeartbeatReply> heartbeat(
      @RestPath String id,
      @HeaderParam("Authorization") @Nullable String authorization,
      byte @Nullable [] body) {
    known(id);
    Heartbeat heartbeat = JsonBody.as(Heartbeat.class, body);
    Heartbeat complete =
        new Heartbeat(heartbeat.cpuUsage(), heartbeat.ramFreeMb(), running(heartbeat.running()));
    return roster
        .authenticate(id, authorization)
        .chain(worker -> heartbeats.take(worker, Roster.bearer(authorization), complete));
  }

  @POST
  @Path("/{id}/poll")
  public Uni<PollReply> poll(
      @RestPath String id,
      @RestQuery @Nullable String wait,
      @RestQuery @Nullable String max,
      @HeaderParam("Authorization") @Nullable String authorization,
      byte @Nullable [] body) {
    known(id);
    Poll poll = new Poll(running(JsonBody.as(Poll.class, body).running()));
    int most = max == null ? 1 : (int) Numbers.parse("max", max, 0, 10_000);
    Duration patience = patience(wait);
    return roster
        .authenticate(id, authorization)
        .chain(worker -> polls.poll(worker, poll, most, patience));
  }

  @GET
  public Page<WorkerView> list() {
    return new Page<>(fleet.views(), null);
  }

  @GET
  @Path("/{id}")
  public WorkerView get(@RestPath String id) {
    return fleet.view(known(id)).orElseThrow(() -> Workers.unknown(id));
  }

  @POST
  @Path("/{id}/drain")
  public Uni<WorkerView> drain(@RestPath String id) {
    return fleet.drain(known(id), true);
  }

  @POST
  @Path("/{id}/undrain")
  public Uni<WorkerView> undrain(@RestPath String id) {
    return fleet.drain(known(id), false);
  }

  @DELETE
  @Path("/{id}")
  public Uni<WorkerView> delete(@RestPath String id) {
    return fleet.delete(known(id));
  }

  private Duration patience(@Nullable String wait) {
    return wait == null ? Duration.ofSeconds(20) : Durations.parse("wait", wait, config.maxPoll());
  }

  /** An id that cannot exist is one that does not. */
  private static String known(String id) {
    if (!Registrations.isId(id)) {
      throw Workers.unknown(id);
    }
    return id;
  }

  private static List<RunningAttempt> running(@Nullable List<RunningAttempt> running) {
    List<RunningAttempt> complete = new ArrayList<>();
    if (running != null) {
      for (RunningAttempt attempt : running) {
        if (attempt == null || attempt.jobId() == null || attempt.attempt() < 1) {
          throw ProblemException.invalid(
              "running", "wrong_type", "must name a job_id and attempt each");
        }
        complete.add(attempt);
      }
    }
    return complete;
  }
}
