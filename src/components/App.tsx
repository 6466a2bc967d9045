import React from 'react';
import { Route, Routes } from 'react-router-dom';
import type { AppRootProps } from '@grafana/data';
import type { AppSettings } from '../api/settings';
import { LoadTestResults } from '../pages/LoadTestResults';

function App({ meta }: AppRootProps<AppSettings>) {
  const configured = Boolean(meta.jsonData?.apiUrl);
  return (
    <Routes>
      <Route path="*" element={<LoadTestResults configured={configured} />} />
    </Routes>
  );
}

export default App;
