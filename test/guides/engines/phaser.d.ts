// The part of Phaser 4.2 that the guide uses, as Phaser's own types have it. The whole package is 112 MB.

declare namespace Phaser {
  class Game {
    constructor(config?: Types.Core.GameConfig);
    events: Events.EventEmitter;
    plugins: Plugins.PluginManager;
  }

  class Scene {
    constructor(config?: string | Types.Scenes.SettingsConfig);
    game: Game;
    events: Events.EventEmitter;
    plugins: Plugins.PluginManager;
    add: GameObjects.GameObjectFactory;
  }

  namespace Core.Events {
    const PRE_STEP: string;
  }

  namespace Scenes.Events {
    const SHUTDOWN: string;
  }

  namespace Events {
    // biome-ignore lint/suspicious/noExplicitAny: as Phaser has it
    type Listener = (...args: any[]) => void;
    class EventEmitter {
      // biome-ignore lint/suspicious/noExplicitAny: as Phaser has it
      on(event: string | symbol, fn: Listener, context?: any): this;
      // biome-ignore lint/suspicious/noExplicitAny: as Phaser has it
      once(event: string | symbol, fn: Listener, context?: any): this;
      // biome-ignore lint/suspicious/noExplicitAny: as Phaser has it
      off(event: string | symbol, fn?: Listener, context?: any, once?: boolean): this;
    }
  }

  namespace GameObjects {
    class Text {
      setText(value: string | string[]): this;
    }
    class GameObjectFactory {
      text(x: number, y: number, text: string | string[], style?: object): Text;
    }
  }

  namespace Plugins {
    class PluginManager {
      // biome-ignore lint/suspicious/noExplicitAny: as Phaser has it
      get(key: string, autoStart?: boolean): any;
    }
    class BasePlugin {
      constructor(pluginManager: PluginManager);
      protected pluginManager: PluginManager;
      protected game: Game;
      // biome-ignore lint/suspicious/noExplicitAny: as Phaser has it
      init(data?: any | undefined): void;
      start(): void;
      stop(): void;
      destroy(): void;
    }
  }

  namespace Types {
    namespace Core {
      type GameConfig = {
        width?: number | string;
        height?: number | string;
        plugins?: PluginObject | PluginObjectItem[];
        // biome-ignore lint/complexity/noBannedTypes: as Phaser has it
        scene?: Function | Function[];
      };
      type PluginObject = { global?: PluginObjectItem[] | null };
      type PluginObjectItem = {
        key?: string;
        // biome-ignore lint/suspicious/noExplicitAny: as Phaser has it
        plugin?: any;
        start?: boolean;
        mapping?: string;
        // biome-ignore lint/suspicious/noExplicitAny: as Phaser has it
        data?: any;
      };
    }
    namespace Scenes {
      type SettingsConfig = { key?: string };
    }
  }
}

declare module 'phaser' {
  export = Phaser;
}
