package com.nexora.streams.ingest.foreign;

import com.nexora.streams.catalogue.Topics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Whatever becomes an event of governance: documents and changes of a database. */
public final class GovernanceTranslator implements Translator {

  private final DocumentTranslator documents;
  private final ChangeTranslator changes;

  public GovernanceTranslator(final Redaction redaction) {
    documents = new DocumentTranslator(redaction);
    changes = new ChangeTranslator(redaction);
  }

  /** The topics it reads. */
  public static List<String> topics() {
    final List<String> topics =
        new ArrayList<>(Arrays.stream(DocumentKind.values()).map(DocumentKind::topic).toList());
    topics.add(Topics.COSMOS_CHANGES);
    return topics;
  }

  @Override
  public Translation translate(final Place place, final byte[] value) {
    return place.topic().equals(Topics.COSMOS_CHANGES)
        ? changes.translate(place, value)
        : documents.translate(place, value);
  }
}
