import { useEffect, useRef } from 'react';
import type { TaskChatElement } from 'task-chat/react';
import 'task-chat/react';

export function Assistant({ token }: { token: string }) {
  const chat = useRef<TaskChatElement>(null);
  useEffect(() => {
    const count = () => chat.current?.fetchUpdates();
    chat.current?.addEventListener('task-chat:tasks-change', count);
    return () => chat.current?.removeEventListener('task-chat:tasks-change', count);
  }, []);
  return (
    <main>
      <task-chat
        ref={chat}
        id="assistant"
        style={{ blockSize: 600 }}
        api-url="https://tasks.example.com/chatkit"
        runtime="builtin"
        mode="inline"
        getToken={() => token}
        options={{ startScreen: { greeting: 'Hello' } }}
        {...{ 'ontask-chat:error': ({ code }) => console.log(code) }}
      />
      {/* @ts-expect-error no such runtime */}
      <task-chat api-url="/chatkit" runtime="neither" />
    </main>
  );
}
