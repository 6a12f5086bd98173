// A message written by hand, field by field, as Unity projects do with Writing() and Reading(). The class is its own message type:
// NetMgr asks for an id, a name (that of the class), write and read.

import type { ByteReader, ByteWriter } from '@netmgr/client/protocol';

/** What a player is. */
export class PlayerData {
  name = '';
  atk = 0;
  lev = 0;

  writing(writer: ByteWriter): void {
    writer.string(this.name);
    writer.int(this.atk);
    writer.int(this.lev);
  }

  reading(reader: ByteReader): void {
    this.name = reader.string();
    this.atk = reader.int();
    this.lev = reader.int();
  }
}

/** A player and where it stands. */
export class PlayerMsg {
  static readonly id = 1001;

  playerID = 0;
  x = 0;
  y = 0;
  playerData: PlayerData = new PlayerData();

  static write(writer: ByteWriter, message: PlayerMsg): void {
    message.writing(writer);
  }

  static read(reader: ByteReader): PlayerMsg {
    const message = new PlayerMsg();
    message.reading(reader);
    return message;
  }

  writing(writer: ByteWriter): void {
    writer.int(this.playerID);
    writer.float(this.x);
    writer.float(this.y);
    this.playerData.writing(writer);
  }

  reading(reader: ByteReader): void {
    this.playerID = reader.int();
    this.x = reader.float();
    this.y = reader.float();
    this.playerData.reading(reader);
  }
}
