package io.parley.common.frame;

import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.module.SimpleModule;

/// Lets REST answers hold [MessageView]s and [ServerFrame]s, written as the socket writes them.
public final class FrameJsonModule extends SimpleModule {

  private static final long serialVersionUID = 1L;

  public FrameJsonModule() {
    super("parley-frames");
    addSerializer(
        MessageView.class,
        new ValueSerializer<MessageView>() {
          @Override
          public void serialize(
              MessageView message, JsonGenerator generator, SerializationContext context) {
            FrameCodec.write(generator, message);
          }
        });
    addSerializer(
        ServerFrame.class,
        new ValueSerializer<ServerFrame>() {
          @Override
          public void serialize(
              ServerFrame frame, JsonGenerator generator, SerializationContext context) {
            FrameCodec.write(generator, frame);
          }
        });
  }
}
