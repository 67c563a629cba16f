import './tokens/color.css';
import './tokens/scale.css';
import './tokens/base.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createQueryClient } from './api/query-client.ts';
import { createStudioRouter } from './routes.tsx';
import { speak, startLanguage } from './words/words.ts';
import { WordsProvider } from './words/words-provider.tsx';

const queryClient = createQueryClient(() => router.invalidate());
const router = createStudioRouter(queryClient);

const root = document.getElementById('root');
if (root) {
  await speak(startLanguage());
  createRoot(root).render(
    <StrictMode>
      <WordsProvider>
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </WordsProvider>
    </StrictMode>,
  );
}
