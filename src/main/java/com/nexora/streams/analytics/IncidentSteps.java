package com.nexora.streams.analytics;

import com.nexora.streams.catalogue.AnomalySettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns judgements into the life of an alert, so that one incident is one alert: it opens high,
 * closes low and only after a while, and says in between what has changed.
 *
 * <p>The steps of one look, at one moment of one agent.
 */
final class IncidentSteps {

  private final AnomalySettings settings;
  private final AgentMemory memory;
  private final long minute;
  private final long time;
  private final String eventId;
  private final List<AlertDraft> drafts = new ArrayList<>(0);

  /**
   * @param minute start of the minute that is looked at
   * @param time when, epoch milliseconds
   * @param eventId event that led to the look, empty if it is the end of the minute
   */
  IncidentSteps(
      final AnomalySettings settings,
      final AgentMemory memory,
      final long minute,
      final long time,
      final String eventId) {
    this.settings = settings;
    this.memory = memory;
    this.minute = minute;
    this.time = time;
    this.eventId = eventId;
  }

  List<AlertDraft> drafts() {
    return drafts;
  }

  boolean opens(final @Nullable Judgement judgement) {
    return judgement != null && judgement.unusualness() >= settings.openAt();
  }

  /** Opens an alert in a minute that is not over. */
  void early(final Track track, final @Nullable Judgement judgement) {
    if (track.incident == null && opens(judgement)) {
      open(track, java.util.Objects.requireNonNull(judgement), false);
    }
  }

  /**
   * A minute is over.
   *
   * @param judgement null if the figure had no value, or none that can be judged
   * @param mayOpen whether it is the place of this figure to open an alert
   */
  void settle(final Track track, final @Nullable Judgement judgement, final boolean mayOpen) {
    final Incident incident = track.incident;
    if (incident == null) {
      if (mayOpen && opens(judgement)) {
        open(track, java.util.Objects.requireNonNull(judgement), true);
      }
      return;
    }
    if (minute < incident.openedAt) {
      return;
    }
    final boolean calm = judgement == null || judgement.unusualness() < settings.closeAt();
    if (calm && !incident.confirmed) {
      close(track, incident, judgement, "withdrawn");
    } else if (calm) {
      calm(track, incident, judgement);
    } else {
      lasting(track, incident, java.util.Objects.requireNonNull(judgement));
    }
  }

  private void calm(
      final Track track, final Incident incident, final @Nullable Judgement judgement) {
    incident.calm++;
    if (incident.calm >= settings.calmMinutes()) {
      close(
          track,
          incident,
          judgement,
          judgement == null && track.isOfValues() ? "no-values" : "calm");
    } else if (judgement != null && incident.mustSay(minute)) {
      update(track, incident, judgement);
    }
  }

  private void lasting(final Track track, final Incident incident, final Judgement judgement) {
    incident.confirmed = true;
    incident.calm = 0;
    incident.peak = Math.max(incident.peak, judgement.unusualness());
    if (incident.lasted(minute) > settings.memoryMinutes()) {
      close(track, incident, judgement, "accepted");
      Learning.accept(memory, track, incident);
    } else if (incident.mustSay(minute)) {
      update(track, incident, judgement);
    }
  }

  private void open(final Track track, final Judgement judgement, final boolean confirmed) {
    track.incident = Incident.opened(minute, judgement.high(), confirmed, judgement.unusualness());
    say(track, AlertDraft.State.OPEN, minute, judgement, Map.of());
  }

  private void update(final Track track, final Incident incident, final Judgement judgement) {
    incident.said(minute);
    say(track, AlertDraft.State.UPDATE, incident.openedAt, judgement, facts(incident));
  }

  private void close(
      final Track track,
      final Incident incident,
      final @Nullable Judgement judgement,
      final String outcome) {
    track.incident = null;
    final Map<String, String> facts = facts(incident);
    facts.put("outcome", outcome);
    say(track, AlertDraft.State.CLOSE, incident.openedAt, judgement, facts);
  }

  private Map<String, String> facts(final Incident incident) {
    final Map<String, String> facts = new LinkedHashMap<>();
    facts.put("peakUnusualness", Judgement.plain(incident.peak));
    facts.put("lastedMinutes", Long.toString(incident.lasted(minute)));
    return facts;
  }

  private void say(
      final Track track,
      final AlertDraft.State state,
      final long openedAt,
      final @Nullable Judgement judgement,
      final Map<String, String> more) {
    final String metric = track.metric();
    if (judgement == null) {
      drafts.add(new AlertDraft(metric, state, openedAt, time, 0, 0, 0, 0, eventId, more));
      return;
    }
    final Map<String, String> metadata = judgement.explained();
    metadata.putAll(more);
    drafts.add(
        new AlertDraft(
            metric,
            state,
            openedAt,
            time,
            judgement.observed(),
            judgement.expectedLow(settings.closeAt()),
            judgement.expectedHigh(settings.closeAt()),
            judgement.unusualness(),
            eventId,
            metadata));
  }
}
