package io.parley.bench.mixed;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.parley.bench.dialect.ParleyDialect;
import io.parley.bench.talk.Answers;
import io.parley.bench.talk.Stamp;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a person makes of the frames that come. Used on their event loop.
final class Ear {

  private static final ParleyDialect DIALECT = new ParleyDialect();

  private final Person person;
  private final Map<String, Place> places;
  private final Answers answers;
  private final Surroundings around;
  private long watchingSince;
  private int unseen;

  /// @param places by conversation
  /// @param answers to what the person sent
  Ear(Person person, Map<String, Place> places, Answers answers, Surroundings around) {
    this.person = person;
    this.places = places;
    this.answers = answers;
    this.around = around;
  }

  /// @param text is left as it is
  void hear(ByteBuf text) {
    var frame = text.toString(UTF_8);
    switch (Frames.text(frame, "type")) {
      case "welcome" -> person.resume();
      case "message" -> message(frame, Stamp.read(text));
      case "ack" -> acknowledged(frame, Stamp.read(text));
      case "problem" -> refused(Stamp.read(text), DIALECT.pauseMillis(text));
      case "resumed" -> resumed(Frames.text(frame, "ref"));
      case "resync" -> resync(frame);
      case "marks" -> marks(frame);
      case "typing" -> typing(frame);
      case "presence" -> presence(frame);
      default -> {}
    }
  }

  /// The person watches so many others from now on.
  void watching(int others) {
    watchingSince = around.timings().now();
    unseen = others;
    around.timings().begun(Deed.WATCH, watchingSince);
  }

  private void resumed(String ref) {
    if (ref.equals(Frames.RESUME_REF)) {
      person.arrived();
    }
  }

  /// The server cannot go on from where the person was: what is between is lost here.
  private void resync(String frame) {
    around.timings().failed(Deed.RESUME, around.timings().now());
    var place = place(frame);
    if (place != null) {
      place.begin(Frames.text(frame, "epoch"), Frames.number(frame, "head"));
    }
  }

  private void message(String frame, long due) {
    var place = place(frame);
    if (place == null) {
      return;
    }
    long sequence = Frames.number(frame, "sequence");
    boolean isOld = sequence <= place.position().sequence();
    place.reached(sequence);
    if (Frames.text(frame, "sender").equals(person.id())) {
      return;
    }
    if (isOld) {
      around.timings().failed(Deed.TWICE, around.timings().now());
    }
    var tally = around.talk().tallyOf(person.number());
    if (person.isHere()) {
      tally.delivered(due);
    } else {
      tally.caughtUp(due);
    }
  }

  private void acknowledged(String frame, long due) {
    var place = place(frame);
    if (place != null) {
      place.acknowledged(Frames.number(frame, "sequence"));
    }
    answers.acknowledged(due);
  }

  private void refused(long due, long pauseMillis) {
    if (due == Stamp.NONE) {
      around.timings().failed(Deed.REFUSED, around.timings().now());
    } else {
      answers.refused(due, pauseMillis);
    }
  }

  private void marks(String frame) {
    var whose = whose(frame);
    around.sightings().see(Deed.DELIVERED, whose, Frames.number(frame, Deed.DELIVERED));
    around.sightings().see(Deed.READ, whose, Frames.number(frame, Deed.READ));
  }

  private void typing(String frame) {
    if (frame.contains("\"on\":true")) {
      around.sightings().see(Deed.TYPING, whose(frame), 0);
    }
  }

  private void presence(String frame) {
    if (unseen > 0 && --unseen == 0) {
      around.timings().answered(Deed.WATCH, watchingSince);
    }
    var shown = Frames.text(frame, "user") + " " + Frames.text(frame, "state");
    around.sightings().see(Deed.PRESENCE, shown, 0);
  }

  private static String whose(String frame) {
    return Frames.text(frame, "user") + " " + Frames.text(frame, "conversation");
  }

  private @Nullable Place place(String frame) {
    return places.get(Frames.text(frame, "conversation"));
  }
}
