package io.parley.chat.delivery.bus;

class LocalBusTest implements BusContract {

  private final LocalBus.Line line = new LocalBus.Line();

  @Override
  public Bus connect() {
    return new LocalBus(line);
  }
}
